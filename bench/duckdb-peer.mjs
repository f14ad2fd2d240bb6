// The peer of bench/scan.mjs: the same metrics of the same export, by DuckDB in a process of its own.
// Usage: node bench/duckdb-peer.mjs FILE
import { DuckDBInstance } from '@duckdb/node-api';

const file = process.argv[2].replaceAll("'", "''");
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`
  CREATE TABLE deals AS
  SELECT "Record Id" AS id, "Deal Owner" AS owner, "Stage" AS stage, "Amount"::DECIMAL(18,2) AS amount,
    "Created Time"::TIMESTAMP AS created, "Closing Date"::DATE AS closing, "Modified Time"::TIMESTAMP AS modified,
    "Last Activity Time"::TIMESTAMP AS activity, "Next Step" AS next_step,
    CASE "Stage" WHEN 'Closed Won' THEN 'won' WHEN 'Closed Lost' THEN 'lost' ELSE 'open' END AS category
  FROM read_csv('${file}', header = true)`);
const asOf = "TIMESTAMP '2026-02-10 23:59:00'";
const since = "DATE '2025-02-10'";
const days = "date_diff('day', created::DATE, closing)";
const questions = [
  'SELECT count(*), count(DISTINCT id) FROM deals',
  `SELECT stage, count(*), sum(amount), avg(date_diff('day', created, ${asOf})) FROM deals WHERE category = 'open' GROUP BY stage ORDER BY stage`,
  `SELECT count(*) FILTER (category = 'won') / count(*), count(*) FILTER (category = 'won' AND amount < 100000) / count(*) FILTER (amount < 100000),
     count(*) FILTER (category = 'won' AND amount >= 100000) / count(*) FILTER (amount >= 100000)
   FROM deals WHERE category <> 'open' AND closing >= ${since}`,
  `SELECT avg(${days}), quantile_cont(${days}, 0.5), quantile_cont(${days}, 0.9) FROM deals WHERE category = 'won' AND closing >= ${since} AND closing >= created::DATE`,
  `SELECT owner, sum(amount), sum(amount) / sum(sum(amount)) OVER () FROM deals WHERE category = 'open' GROUP BY owner ORDER BY 2 DESC`,
  `SELECT avg(CASE WHEN activity >= ${asOf} - CASE stage WHEN 'New' THEN INTERVAL 1 DAY WHEN 'Contacted' THEN INTERVAL 3 DAY ELSE INTERVAL 7 DAY END THEN 1.0 ELSE 0 END)
   FROM deals WHERE category = 'open'`,
  `SELECT date_trunc('month', closing), category, count(*), sum(amount) FROM deals GROUP BY ALL ORDER BY ALL`,
  `SELECT id, owner, amount, date_diff('day', coalesce(activity, created), ${asOf}) AS age FROM deals WHERE category = 'open' AND
     coalesce(activity, created) < ${asOf} - INTERVAL 14 DAY ORDER BY amount DESC NULLS LAST LIMIT 20`,
];
for (const question of questions) console.log(JSON.stringify((await connection.runAndReadAll(question)).getRowsJson()));
