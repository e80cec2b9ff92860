-- Text has one order, by its bytes, whatever locale a database was made in: what a run decides of two that are equal otherwise
-- must not hang on it. SQLite orders so already; on PostgreSQL every column of text is given it after the migrations have run
-- (src/store/collation.rs), those of later migrations too.
SELECT 1;
