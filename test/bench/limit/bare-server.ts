// One small document from node:http, and nothing else. Arguments: a port, the number of bytes, and the headers as JSON.
import { createServer } from "node:http";

const [port = "", bytes = "", headers = "{}"] = process.argv.slice(2);
const body = Buffer.from("j".repeat(Number(bytes)));
const all = { ...JSON.parse(headers), "content-length": body.length };

const server = createServer((_, response) => response.writeHead(200, all).end(body));
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("It answers.\n"));
process.once("SIGTERM", () => {
  server.closeAllConnections();
  server.close();
});
