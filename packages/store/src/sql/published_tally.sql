SELECT labels, count(*) AS members FROM published_label WHERE line = $1 GROUP BY labels
