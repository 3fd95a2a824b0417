SELECT policy, document, created_at, created_by FROM policy ORDER BY created_at, policy
