-- arrays
SELECT published_label.member, published_label.labels
FROM unnest($1::text[]) AS wanted (member)
JOIN published_label ON published_label.member = wanted.member
ORDER BY published_label.member, published_label.line
