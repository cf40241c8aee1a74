import { HELLO_PATH } from "@nearside/shared/api/loopback.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import type { Json } from "../kit/hostile-json.ts";
import { valueAt } from "../kit/json.ts";
import { openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn } from "../kit/meeting.ts";
import { approveTyped, enrolCommandLine, newHome, startLogin } from "../steps/real-command-line.ts";
import { newId, openClient, type Stage } from "../steps/stage.ts";
import { newParties } from "../vectors/parties.ts";
import { editBytes, editText } from "./edit-text.ts";
import { bytesOf, exchange } from "./socket.ts";
import { spoil } from "./spoil.ts";
import type { Target } from "./target.ts";
import { memoryOf } from "./watch-server.ts";

/** Every refusal looks like this (protocol §4.2). */
const REFUSAL = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
/** A login is open for 300 s and a nonce is valid for 60. */
const LOGIN_MS = 120_000;
const NONCE_MS = 30_000;
/** The command line answers this number of hellos of its own browser (`cli/login/login-meeting.ts`). */
const MOST_HELLOS = 100;
const MOST_GROWTH = 128 * 1024 * 1024;

/** The port of a real `nearside login` that waits for its browser. */
export const listenerTarget: Target = {
  name: "listener",
  share: 7,
  open: async (place) => {
    const stage: Stage = await place.stage();
    const theirs: Stage = {
      ...stage,
      ...openClient(stage.issuer),
      parties: await newParties({ id: "us_of_no_statement", name: "erin" }),
    };
    const nearside = await newHome(place.atEnd);
    await enrolCommandLine(theirs, nearside, { name: "erin", ticket: await stage.server.ticket("erin") });
    const { extension, stranger } = theirs.parties;

    const newLogin = async () => {
      const login = await startLogin(nearside);
      return { login, at: performance.now(), memory: memoryOf(login.cli.pid) };
    };
    const newHello = async (id: string) => {
      const page = openLoginIn(await theirs.postJson(`/api/requests/${id}/nonce`, {}));
      const loopback = await loopbackIn(page.request);
      const { claims } = await nonceStatement.read(page.nonce);
      const salt = { request: await sha256Base64url(page.request), nonce: claims.nonce };
      const signed = await hello.sign(extension, { ...salt, xn: newId() });
      const body: Json = { request: page.request, nonce: page.nonce, hello: signed };
      return { body, signed, port: loopback.port, at: performance.now() };
    };
    let open = await newLogin();
    let current = await newHello(open.login.id);
    let hellos = 0;

    /** An honest browser still finishes it. */
    const finish = async (): Promise<string | undefined> => {
      const { login, memory } = open;
      const grown = memoryOf(login.cli.pid) - memory;
      if (grown > MOST_GROWTH) return `the command line grew by ${Math.round(grown / 1024 / 1024)} MiB`;
      await approveTyped(theirs, login);
      const { code } = await login.cli.ended();
      return code === 0 ? undefined : `the login ended with ${code}: ${login.cli.stderr()}`;
    };
    return {
      send: async ({ message, recipe }) => {
        if (performance.now() - open.at > LOGIN_MS || hellos > MOST_HELLOS / 2) {
          // the same hello often enough, in one input, and no browser is met from then on: nothing is wrong with that
          const problem = hellos > MOST_HELLOS - 1 ? void (await open.login.cli.stop()) : await finish();
          if (problem !== undefined) return problem;
          open = await newLogin();
          hellos = 0;
          current = await newHello(open.login.id);
        }
        if (performance.now() - current.at > NONCE_MS) current = await newHello(open.login.id);
        const { port, body, signed: honest } = current;
        const hands = { signers: new Map(), stranger, others: [body] };
        const { value } = await spoil(body, recipe.steps, hands);
        const text = Buffer.from(JSON.stringify(value));
        let framed = { method: "POST", path: HELLO_PATH as string, headers: headersTo(port, text.length) };
        for (const step of recipe.frame) {
          if (step.kind === "header") framed = { ...framed, headers: { ...framed.headers, [step.name]: step.value } };
          if (step.kind === "path") framed = { ...framed, path: editText(framed.path, step.edit) };
          if (step.kind === "method") framed = { ...framed, method: step.method };
        }
        let bytes = bytesOf(framed.method, framed.path, framed.headers, text);
        // the headers tell its length: if it is changed, the end of the request is too
        for (const edit of recipe.edits)
          bytes = editBytes(bytes, {
            ...edit,
            at: message % 2 === 0 ? edit.at : bytes.length - 1 - (edit.at % text.length),
          });
        const whole = recipe.edits.length + recipe.frame.length === 0;
        hellos += bytes.toString("latin1").split(honest).length - 1;
        const answer = await exchange(port, bytes, whole);
        if (answer === "" || answer === REFUSAL) return undefined;
        const sentHello = valueAt(value, ["hello"]);
        const met = /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n\{"presence_proof":"[\w.-]+"\}$/.test(answer);
        return met && sentHello === honest ? undefined : `answered ${JSON.stringify(answer.slice(0, 300))}`;
      },
      end: async () => (hellos > MOST_HELLOS - 1 ? undefined : finish()),
    };
  },
};

const headersTo = (port: number, length: number): Readonly<Record<string, string>> => ({
  host: `127.0.0.1:${port}`,
  "content-type": "application/json",
  origin: "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
  "sec-fetch-mode": "cors",
  "sec-fetch-site": "none",
  "content-length": String(length),
});
