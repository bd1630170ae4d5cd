KILL QUERY WHERE Settings['log_comment'] = {comment:String} ASYNC
