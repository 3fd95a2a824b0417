/**
 * The job in SQL. "Best" pairs each opening with its reply by `lag` and `lead` over the rows where the
 * speaker changes; "plain" is what an analyst would write first.
 */
type Dialect = {
  /** The table or the reading of a file. */
  readonly from: string
  /** The last instant, and lengths of time, in the dialect's own arithmetic. */
  readonly day: string
  readonly month: string
}

export function bestSql({ from, day, month }: Dialect): string {
  return `
    WITH m AS (
      SELECT conversation_id, member_id, sent_at, sender_role = 'client' AS by_client,
        lag(sender_role = 'client') OVER (PARTITION BY conversation_id ORDER BY sent_at) AS before
      FROM ${from}),
    changes AS (
      SELECT conversation_id, member_id, sent_at, by_client FROM m WHERE before IS DISTINCT FROM by_client),
    turns AS (
      SELECT member_id, by_client, sent_at AS opened,
        lead(sent_at) OVER (PARTITION BY conversation_id ORDER BY sent_at) AS replied
      FROM changes),
    now AS (SELECT max(sent_at) AS t FROM ${from})
    SELECT member_id AS member, count(*) AS turns,
      count(*) FILTER (WHERE replied - opened <= ${day}) AS on_time,
      count(*) FILTER (WHERE replied - opened > ${day}) AS late,
      count(*) FILTER (WHERE replied IS NULL AND t - opened > ${day}) AS missed
    FROM turns, now
    WHERE by_client AND opened > t - ${month}
    GROUP BY member_id`
}

export function plainSql({ from, day, month }: Dialect): string {
  return `
    WITH m AS (
      SELECT member_id, sender_role, sent_at AS opened,
        lag(sender_role) OVER w AS before,
        min(CASE WHEN sender_role = 'member' THEN sent_at END) OVER (
          PARTITION BY conversation_id ORDER BY sent_at
          ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS replied
      FROM ${from}
      WINDOW w AS (PARTITION BY conversation_id ORDER BY sent_at)),
    now AS (SELECT max(sent_at) AS t FROM ${from})
    SELECT member_id AS member, count(*) AS turns,
      count(CASE WHEN replied - opened <= ${day} THEN 1 END) AS on_time,
      count(CASE WHEN replied - opened > ${day} THEN 1 END) AS late,
      count(CASE WHEN replied IS NULL AND t - opened > ${day} THEN 1 END) AS missed
    FROM m, now
    WHERE sender_role = 'client' AND coalesce(before, 'member') = 'member' AND opened > t - ${month}
    GROUP BY member_id`
}
