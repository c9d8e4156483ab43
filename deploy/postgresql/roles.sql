-- Roles and privileges of the running program. Run it after `leerid migrate`, `leerid db-copy` or
-- `leerid restore`, and whenever privileges are in doubt; running it again is harmless. Run it as a
-- superuser, or, once the roles exist, as the owner of the database.
--
--     psql -d leerid -f deploy/postgresql/roles.sql
-- creates the login leerid_web;
--     psql -d leerid -v login=leerid_web2 -f deploy/postgresql/roles.sql
-- a second login, to change passwords without downtime;
--     psql -d leerid -c '\password leerid_web'
-- asks for its password without showing it.
--
-- Migrations run as the owner (leerid migrate); `leerid serve` and the other commands use
-- leerid_web:
--     database = postgresql://leerid_web:…@server/leerid
-- leerid_web reads and appends the audit history and cannot change it; row-level security separates
-- the schools (docs/develop/store.md).
\set ON_ERROR_STOP on
\if :{?login}
\else
    \set login leerid_web
\endif
BEGIN;
SELECT 'CREATE ROLE leerid_app NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles
    WHERE rolname = 'leerid_app') \gexec
SELECT format('CREATE ROLE %I LOGIN', :'login') WHERE NOT EXISTS (SELECT FROM pg_roles
    WHERE rolname = :'login') \gexec
SELECT format('ALTER ROLE %I LOGIN', :'login') FROM pg_roles WHERE rolname = :'login'
    AND NOT rolcanlogin \gexec
SELECT format('GRANT leerid_app TO %I', :'login')
    WHERE NOT pg_has_role(:'login', 'leerid_app', 'MEMBER') \gexec
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO leerid_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO leerid_app;
REVOKE INSERT, UPDATE, DELETE ON schema_step FROM leerid_app;
REVOKE UPDATE, DELETE ON history, visit FROM leerid_app;
SELECT format('REVOKE UPDATE, DELETE ON %s FROM leerid_app', inhrelid::regclass) FROM pg_inherits
    WHERE inhparent = 'visit'::regclass \gexec
-- functions that run with the privileges of the owner
SELECT format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', oid::regprocedure),
    format('GRANT EXECUTE ON FUNCTION %s TO leerid_app', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef \gexec
-- tables of future migrations
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA public'
    ' GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO leerid_app', tableowner)
    FROM pg_tables WHERE schemaname = 'public' AND tablename = 'schema_step' \gexec
COMMIT;
