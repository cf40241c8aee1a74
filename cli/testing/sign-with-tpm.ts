// A process of its own that signs: `node sign-with-tpm.ts '{"setting":…,"key":…,"times":…}'`.
import { publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { openTpm } from "../keys/tpm/connection/open-tpm.ts";
import { tpmSigner } from "../keys/tpm/tpm-signer.ts";

const schema = v.strictObject({
  setting: v.string(),
  key: v.strictObject({ jwk: publicJwkSchema, publicBlob: v.string(), privateBlob: v.string() }),
  times: v.number(),
});
const { setting, key, times } = v.parse(schema, JSON.parse(process.argv[2] ?? ""));
const signer = await tpmSigner(openTpm(setting, "linux"), key);
for (let count = 0; count < times; count += 1)
  await signer.sign({ alg: "ES256", typ: "test+jwt" }, new TextEncoder().encode(`${process.pid} ${count}`));
