-- The rows of every table but those named. An identifier takes no parameter here: the marks are replaced by names that were checked.
BACKUP DATABASE /*DATABASE*/ EXCEPT TABLES /*TABLES*/ TO File({file:String})
