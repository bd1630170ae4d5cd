-- Every table and view, without rows. An identifier takes no parameter here: the marks are replaced by names that were checked.
BACKUP DATABASE /*DATABASE*/ EXCEPT TABLES /*TABLES*/ TO File({file:String}) SETTINGS structure_only = 1
