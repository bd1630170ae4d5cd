SELECT version(), timezone()
