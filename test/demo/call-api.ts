// Calls an address with the header lines that come on standard input, as `curl -H @-` does; prints status and body.
//   nearside token --proof "GET <url>" | node test/demo/call-api.ts <url>
import { text } from "node:stream/consumers";

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error("usage: call-api.ts <url>");
const lines = (await text(process.stdin)).split("\n").filter((line) => line !== "");
const headers = lines.map((line): [string, string] => {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
});
const answer = await fetch(url, { headers, redirect: "error" });
console.log(`${answer.status} ${await answer.text()}`);
