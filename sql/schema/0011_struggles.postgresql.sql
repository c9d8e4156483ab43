-- PostgreSQL only, after migration 11: free space in each page for the next version of a row that
-- every sign-in updates (HOT updates).
ALTER TABLE throttle_account SET (fillfactor = 70);
ALTER TABLE account SET (fillfactor = 90);
