-- An identifier takes no parameter here: the mark is replaced by a name that was checked.
RESTORE DATABASE /*DATABASE*/ FROM File({file:String})
