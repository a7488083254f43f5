"""What a device is configured to infer, read from declarations and label maps, never by running a model."""
