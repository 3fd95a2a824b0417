UPDATE aside SET body = $2 WHERE no = $1
