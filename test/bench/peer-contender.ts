import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authenticator } from "../kit/authenticator.ts";
import { freePort } from "../kit/free-port.ts";
import { jwksOf } from "../kit/keys.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { AT_A_TIME, type IssuingContender } from "./contender.ts";
import { cpuMicroseconds, residentBytes } from "./cpu-time.ts";
import { clientAssertion } from "./load/client-assertion.ts";
import { FORM, leanHttp } from "./load/lean-http.ts";
import { read } from "./load/our-login.ts";
import { peerLogin, peerRefresh } from "./load/peer-login.ts";
import { quickSigner } from "./load/quick-signer.ts";
import { rawGets } from "./load/raw-get.ts";
import { Sessions } from "./load/sessions.ts";
import { activeSchema } from "./our-contender.ts";
import { PEER_API, type PeerSettings, RESOURCES } from "./peer/names.ts";
import type { Postgres } from "./postgres.ts";

const USER_VERIFIED = 0x05;

/** oidc-provider, by test/bench/peer/provider.ts. @param postgres SQLite where it is left out */
export async function peerContender(atEnd: AtEnd, postgres?: Postgres): Promise<IssuingContender> {
  const api = await quickSigner();
  const passkey = new Authenticator("bench", { flags: USER_VERIFIED });
  const folder = await mkdtemp(join(tmpdir(), "nearside-peer-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const { credential_id, public_key } = passkey.enrolled;
  const settings: PeerSettings = {
    port: await freePort(),
    database: postgres === undefined ? { folder } : { url: postgres.url },
    passkey: { credential_id, public_key },
    apiJwks: jwksOf(api),
  };
  const peer = await startProcess({
    command: process.execPath,
    args: [join(repository, "test/bench/peer/provider.ts"), JSON.stringify(settings)],
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production" },
  });
  atEnd(async () => void (await peer.stop()));
  await peer.printed(/It answers/);

  const http = leanHttp(`http://localhost:${settings.port}`);
  atEnd(async () => http.close());
  const sessions = new Sessions(AT_A_TIME, () => peerLogin(http, passkey));
  const { tokens } = await peerLogin(http, passkey, RESOURCES.opaque);
  return {
    cpu: () => cpuMicroseconds(peer.pid) + (postgres?.cpu() ?? 0),
    resident: () => residentBytes(peer.pid),
    login: () => peerLogin(http, passkey),
    refresh: () => sessions.renew((session) => peerRefresh(http, session)),
    introspect: async () => {
      const assertion = await clientAssertion(api, PEER_API, http.origin);
      const body = new URLSearchParams({ token: tokens.access_token, ...assertion }).toString();
      return read(await http.send({ method: "POST", path: "/token/introspection", headers: FORM, body }), activeSchema);
    },
    jwks: (count) => rawGets(http.origin, "/jwks", count, 2),
    issuer: http.origin,
  };
}
