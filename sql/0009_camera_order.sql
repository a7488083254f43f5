-- Batches are ranges of camera ids in the order of their bytes, which no other index has: without it every batch
-- looks through the whole registry.
-- depends: 0008_decisive

CREATE INDEX camera_in_order ON fairnotice.camera (camera_id COLLATE "C");
