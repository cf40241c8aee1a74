// A careless program on a person's own computer: `node support-echo-server.ts`. It answers every web page and every extension,
// and prints its port and then the headers of whatever it was asked.
import { createServer } from "node:http";

const server = createServer(({ headers }, response) => {
  console.log(`asked ${JSON.stringify(headers)}`);
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
});
server.listen({ host: "127.0.0.1", port: 0 }, () => {
  const address = server.address();
  console.log(`port ${typeof address === "object" ? address?.port : address}`);
});
