SELECT policy, document, created_at, created_by FROM policy WHERE policy = $1
