-- Roles and databases of the private cluster, and of the composed one; changes nothing the second time.
-- The owner of the data is no superuser, so that row-level security holds for it too; PostGIS, which
-- only a superuser may create, comes from template1 into every database, those of tests included.
\connect template1
CREATE EXTENSION IF NOT EXISTS postgis;

SELECT 'CREATE ROLE fairnotice LOGIN CREATEDB CREATEROLE'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fairnotice') \gexec
SELECT 'CREATE ROLE airflow LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'airflow') \gexec

\getenv fairnotice_password FAIRNOTICE_ROLE_PASSWORD
\getenv airflow_password AIRFLOW_ROLE_PASSWORD
ALTER ROLE fairnotice PASSWORD :'fairnotice_password';
ALTER ROLE airflow PASSWORD :'airflow_password';

SELECT 'CREATE DATABASE fairnotice OWNER fairnotice'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'fairnotice') \gexec
SELECT 'CREATE DATABASE airflow OWNER airflow TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'airflow') \gexec

-- Each database is its owner's alone.
REVOKE CONNECT ON DATABASE airflow FROM PUBLIC;
