// Loads an exported table into PostgreSQL with pgvector, compiled to WebAssembly (npm: @electric-sql/pglite and pglite-pgvector), and prints what it holds and
// finds: pgvector_rows.mjs MODULES FOLDER QUERIES.json K
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const [modules, folder, queries, k] = process.argv.slice(2);
const from = createRequire(modules + "/");
const load = async name => import(pathToFileURL(from.resolve(name)));
const {PGlite} = await load("@electric-sql/pglite");
const {vector} = await load("@electric-sql/pglite-pgvector");
const text = name => readFileSync(folder + "/" + name, "utf8");
const db = await PGlite.create({extensions: {vector}});
await db.exec(text("schema.sql"));
await db.query("COPY embeddings FROM '/dev/blob' WITH (FORMAT text)", [], {blob: new Blob([readFileSync(folder + "/rows.copy")])});
await db.exec(text("index.sql"));
const nearest = async () => {
  const all = [];
  for (const query of JSON.parse(readFileSync(queries, "utf8"))) {
    const found = await db.query("SELECT id FROM embeddings ORDER BY image_vector <#> $1 LIMIT " + Number(k), [JSON.stringify(query)]);
    all.push(found.rows.map(row => Number(row.id)));
  }
  return all;
};
const plan = async () =>
  (await db.query("EXPLAIN SELECT id FROM embeddings ORDER BY image_vector <#> (SELECT image_vector FROM embeddings WHERE id = 0) LIMIT 5")).rows
    .map(row => row["QUERY PLAN"]).join("\n");
await db.exec("SET enable_indexscan = off");
const exact = await nearest();
await db.exec("SET enable_indexscan = on; SET enable_seqscan = off; SET hnsw.ef_search = 100");
const approximate = await nearest();
const rows = (await db.query("SELECT * FROM embeddings ORDER BY id")).rows;
const version = (await db.query("SELECT extversion FROM pg_extension WHERE extname = 'vector'")).rows[0].extversion;
console.log(JSON.stringify({version, plan: await plan(), exact, approximate, rows}, (key, value) => typeof value === "bigint" ? Number(value) : value));
