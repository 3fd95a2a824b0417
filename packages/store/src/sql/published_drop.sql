DELETE FROM published_label WHERE member = $1
