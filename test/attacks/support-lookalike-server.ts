// A stranger's web server, a program of its own: `node support-lookalike-server.ts <address> <port> <certificate> <key>`. Whatever
// is asked for, it shows one page, which imitates the approval page, and lets every page have its frames and windows.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const [host, port, certificate = "", key = ""] = process.argv.slice(2);
const PAGE = `<!doctype html><html lang=en><meta charset=utf-8><title>Approve or deny</title>
<h1>Started on this computer</h1><button>Approve</button>`;

createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (_request, response) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(PAGE);
}).listen({ host, port: Number(port) }, () => console.log("listening"));
