-- After step 11, on PostgreSQL only: room in each page for the next version of a row that every sign-in changes, so that it stays there.
ALTER TABLE throttle_account SET (fillfactor = 70);
ALTER TABLE account SET (fillfactor = 90);
