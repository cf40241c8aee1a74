// One small document from node:http, and nothing else. Arguments: a port, and the number of bytes.
import { createServer } from "node:http";

const [port = "", bytes = ""] = process.argv.slice(2);
const body = Buffer.from("j".repeat(Number(bytes)));
const HEADERS = { "content-type": "application/json", "content-length": body.length };

const server = createServer((_, response) => response.writeHead(200, HEADERS).end(body));
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("It answers.\n"));
process.once("SIGTERM", () => {
  server.closeAllConnections();
  server.close();
});
