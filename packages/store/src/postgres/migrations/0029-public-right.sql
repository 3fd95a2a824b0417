GRANT SELECT ON published_label TO alacrity_public
