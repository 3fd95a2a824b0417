SELECT epoch FROM publication WHERE line = $1 AND epoch = $2
