import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { newUserId } from "@nearside/shared/ids.ts";
import { keepCredential } from "../credentials/change-credential.ts";
import { credentialsOfEveryClient, loadCredential, storeCredential } from "../credentials/credential.ts";
import { moveToKeyring } from "../enrolment/move-to-keyring.ts";
import { loadPending, storePending } from "../enrolment/pending-enrolment.ts";
import { newDeviceKey } from "../keys/device-key.ts";
import { addReceipt, demandMachine, storeMachine } from "../keys/enrolled-machine.ts";
import { newSoftwareKey } from "../keys/software-key.ts";
import { problemOf } from "../problems/problem.ts";
import { keyPlaceIn } from "./key-place.ts";

// A process that makes an enrolment with logins in files, moves it into the keyring, tells which parts can be opened,
// or is in the middle of a login, a renewal and a further browser's enrolment while another process moves it.

const ISSUER = "https://id.example";
const LOGINS = 6;

const [what = "", root = ""] = process.argv.slice(2);
const place = keyPlaceIn(root);
const waiting = { now: () => Date.now(), sleep: (duration: number) => wait(duration) };

async function make(): Promise<unknown> {
  const user = { id: newUserId(randomBytes), name: "alice" };
  const deviceKey = await newDeviceKey();
  await storeMachine(place, { issuer: ISSUER, user, receipts: ["x".repeat(20)] }, deviceKey, "file");
  const pending = { issuer: ISSUER, userName: user.name, deviceKey, keptIn: "file", confirmed: null } as const;
  await storePending(place, "browser", pending);
  for (let login = 0; login < LOGINS; login += 1) {
    const session = await newSoftwareKey();
    const open = { issuer: ISSUER, user, client_id: `program-${login}`, resource: [], scope: "read" };
    const jws = "x".repeat(20);
    const statements = { device_statement: jws, request: jws, access_token: jws, refresh_token: `refresh-${login}` };
    const times = { expires_at: login, clock_offset: 0 };
    await storeCredential(place, { ...open, ...statements, ...times, session_key: session.jwk }, "file");
  }
  return deviceKey.signer.thumbprint;
}

async function look(): Promise<unknown> {
  const machine = await demandMachine(place, {});
  const credentials = await credentialsOfEveryClient(place, machine);
  const loaded = await Promise.all(credentials.map((credential) => loadCredential(place, credential)));
  const pending = await loadPending(place, "browser", ISSUER);
  return {
    device: (await machine.deviceSigner()).thumbprint,
    receipts: machine.receipts.length,
    keptIn: machine.keptIn,
    refreshTokens: loaded.map((credential) => credential?.refresh_token).sort(),
    pending: [pending?.deviceKey.signer.thumbprint, pending?.keptIn],
  };
}

/** Reads the enrolment at its start, and writes its changes when its input ends. */
async function late(): Promise<unknown> {
  const machine = await demandMachine(place, {});
  await machine.deviceSigner();
  const [first] = await credentialsOfEveryClient(place, machine);
  const renewed = first && (await loadCredential(place, first));
  if (!renewed) throw new TypeError("there are logins");
  const ended = once(process.stdin.resume(), "end");
  console.log(JSON.stringify("ready"));
  await ended;
  await keepCredential(place, { ...renewed, refresh_token: "refresh-7" }, machine.keptIn, waiting);
  await keepCredential(place, { ...renewed, client_id: "new", refresh_token: "refresh-8" }, machine.keptIn, waiting);
  const { keptIn } = machine;
  const pending = { issuer: ISSUER, userName: machine.user.name, keptIn, confirmed: null };
  await storePending(place, "browser", { ...pending, deviceKey: await machine.deviceKey() });
  await addReceipt(place, machine, "y".repeat(20), waiting);
  return "done";
}

async function answer(): Promise<unknown> {
  if (what === "make") return make();
  if (what === "look") return look();
  if (what === "late") return late();
  return moveToKeyring(place, await demandMachine(place, {}), waiting);
}

try {
  console.log(JSON.stringify(await answer()));
} catch (error) {
  const { code, message } = problemOf(error);
  if (code === "internal") throw error;
  console.log(JSON.stringify({ code, message }));
}
