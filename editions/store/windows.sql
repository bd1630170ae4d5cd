-- The windows of the editions that are whole.
SELECT edition, `from`, `to`, version, final FROM published_window WHERE edition IN (SELECT number FROM edition) ORDER BY edition, `to`, `from` DESC
