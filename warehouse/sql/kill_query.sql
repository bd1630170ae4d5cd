KILL QUERY WHERE log_comment = {comment:String} ASYNC
