-- Events whose sending again revives nothing, from now on.
INSERT INTO erased_event (identity, receipt, erased_at)
