SELECT member, labels FROM published_label WHERE member = $1 ORDER BY line
