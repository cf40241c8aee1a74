import { request } from "node:http";
import { text } from "node:stream/consumers";
import { HELLO_PATH } from "@nearside/shared/api/loopback.ts";

/** Headers that a browser's fetch adds for its extension (protocol §4.2); `fetch` of Node lets no program set them. */
const EXTENSION_HEADERS = {
  "content-type": "application/json",
  origin: "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
  "sec-fetch-mode": "cors",
  "sec-fetch-site": "none",
};

/**
 * Sends a hello to the listener, as an extension's background does.
 * @throws Error with the code ECONNREFUSED if no program listens there
 */
export function knock(port: number, body: unknown): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const to = { host: "127.0.0.1", port, path: HELLO_PATH, method: "POST", headers: EXTENSION_HEADERS };
    const sent = request(to, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode, body }), reject);
    });
    sent.on("error", reject).end(JSON.stringify(body));
  });
}
