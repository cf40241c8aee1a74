import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readChain } from "@nearside/shared/chain/read-chain.ts";
import { verifyChain } from "@nearside/shared/chain/verify-chain.ts";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import * as v from "valibot";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { redeemedLogin } from "./logging-in.ts";

const evidenceSchema = v.looseObject({ chain: v.unknown(), jwks: v.unknown(), rp_id: v.string(), origin: v.string() });

it("what the server has kept of a login verifies offline, from the device statement to the token", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const { id, tokens } = await redeemedLogin(stage);
  await stage.server.stop();

  const database = new DatabaseSync(join(stage.dataFolder, "nearside.db"), { readOnly: true });
  const row = database.prepare("SELECT data FROM evidence WHERE login_id = ?").get(id);
  database.close();
  const evidence = v.parse(evidenceSchema, JSON.parse(String(row?.["data"])));
  const chain = await readChain(evidence.chain);
  expect(chain.token.jws).toBe(tokens.access_token);
  const { user, parties } = stage;
  await verifyChain(chain, {
    issuer: stage.issuer,
    serverKeys: serverKeysOf(evidence.jwks),
    bound: {
      user,
      device: parties.device.jwk,
      extensions: [parties.extension.thumbprint],
      passkeys: [parties.passkey.enrolled],
    },
    rpId: evidence.rp_id,
    origin: evidence.origin,
    peer: "same",
  });
});
