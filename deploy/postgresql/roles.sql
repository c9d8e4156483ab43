-- The login of the running program. Run once as the owner of the database, after `leerid migrate`:
--
--     psql leerid -v password=… -f deploy/postgresql/roles.sql
--
-- Migrations go on as the owner (leerid migrate); `leerid serve` and the other commands sign in as leerid_web:
--     database = postgresql://leerid_web:…@server/leerid
-- leerid_web reads and appends histories and cannot change them; row security keeps the schools apart (docs/store.md).
CREATE ROLE leerid_web LOGIN PASSWORD :'password' IN ROLE leerid_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
