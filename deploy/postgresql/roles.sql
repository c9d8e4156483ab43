-- Roles and rights of the running program: after `leerid migrate`, after `leerid db-copy` or `leerid restore`, and whenever rights are in doubt.
-- Again does no harm. By a superuser; once the roles are there by the owner of the database too.
--
--     psql -d leerid -f deploy/postgresql/roles.sql                          the login leerid_web
--     psql -d leerid -v login=leerid_web2 -f deploy/postgresql/roles.sql     one more, to change passwords without a stop
--     psql -d leerid -c '\password leerid_web'                               asks for its password, and shows it nowhere
--
-- Migrations go on as the owner (leerid migrate); `leerid serve` and the other commands sign in as leerid_web:
--     database = postgresql://leerid_web:…@server/leerid
-- leerid_web reads and appends histories and cannot change them; row security keeps the schools apart (docs/develop/store.md).
\set ON_ERROR_STOP on
\if :{?login}
\else
    \set login leerid_web
\endif
BEGIN;
SELECT 'CREATE ROLE leerid_app NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'leerid_app') \gexec
SELECT format('CREATE ROLE %I LOGIN', :'login') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'login') \gexec
SELECT format('ALTER ROLE %I LOGIN', :'login') FROM pg_roles WHERE rolname = :'login' AND NOT rolcanlogin \gexec
SELECT format('GRANT leerid_app TO %I', :'login') WHERE NOT pg_has_role(:'login', 'leerid_app', 'MEMBER') \gexec
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO leerid_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO leerid_app;
REVOKE INSERT, UPDATE, DELETE ON schema_step FROM leerid_app;
REVOKE UPDATE, DELETE ON history, visit FROM leerid_app;
SELECT format('REVOKE UPDATE, DELETE ON %s FROM leerid_app', inhrelid::regclass) FROM pg_inherits WHERE inhparent = 'visit'::regclass \gexec
-- what it may have done as the owner
SELECT format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', oid::regprocedure), format('GRANT EXECUTE ON FUNCTION %s TO leerid_app', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef \gexec
-- tables of steps to come
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO leerid_app', tableowner)
    FROM pg_tables WHERE schemaname = 'public' AND tablename = 'schema_step' \gexec
COMMIT;
