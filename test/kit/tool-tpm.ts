import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256 } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { readSigningArea } from "@nearside/shared/tpm/public-area.ts";
import { StructureReader } from "@nearside/shared/tpm/structure-reader.ts";
import { joined, sized, u16, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { type SoftwareTpm, startSoftwareTpm } from "./software-tpm.ts";

// A real TPM 2.0 in software, used through tpm2-tools: another implementation than our own command line's.

type Bytes = Uint8Array<ArrayBuffer>;

const run = promisify(execFile);

/** A key in that TPM. */
export interface ToolKey {
  /** TPMT_PUBLIC. */
  readonly area: Bytes;
  /** Signs as a device key does. */
  readonly signer: Signer;
  /** The file in which the tools keep it, and its handle while a command is sent by hand. */
  readonly context: string;
  readonly handle: number;
}

export const MADE_HERE = "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|sign";

export class ToolTpm {
  readonly #folder: string;
  readonly #program: SoftwareTpm;
  #made = 0;
  /** PEM file of the authority that certified it. */
  readonly maker: string;

  private constructor(folder: string, maker: string, program: SoftwareTpm) {
    this.#folder = folder;
    this.#program = program;
    this.maker = join(maker, "issuercert.pem");
  }

  /** @param maker the folder of its maker's authority; the same again is the same maker */
  static async start(folder: string, maker: string): Promise<ToolTpm> {
    const tpm = new ToolTpm(folder, maker, await startSoftwareTpm(folder, maker));
    await tpm.#tool("createprimary", ["-C", "o", "-G", "ecc256:null:aes128cfb", "-c", tpm.#file("parent")]);
    return tpm;
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }

  /** The certificate of the RSA 2048 endorsement key, DER. */
  async certificate(): Promise<Bytes> {
    await this.#tool("nvread", ["-C", "0x01c00002", "0x01c00002", "-o", this.#file("certificate")]);
    return this.#read("certificate");
  }

  /** @param attributes as the tools write them */
  async makeKey(attributes: string): Promise<ToolKey> {
    this.#made += 1;
    const name = `key-${this.#made}`;
    const handle = 0x8101_0100 + this.#made;
    const context = this.#file(name);
    const made = ["-u", this.#file("pub"), "-r", this.#file("priv"), "-c", context];
    await this.#tool("create", [
      "-C",
      this.#file("parent"),
      "-G",
      "ecc256:ecdsa-sha256:null",
      "-a",
      attributes,
      ...made,
    ]);
    await this.#tool("evictcontrol", ["-C", "o", "-c", context, `0x${handle.toString(16)}`]);
    const area = new StructureReader(this.#read("pub")).sized(512, "public");
    const { jwk } = readSigningArea(area);
    const signer = { jwk, thumbprint: await thumbprintOf(jwk), sign: this.#signWith(context) };
    return { area, signer, context, handle };
  }

  /** Certifies by hand, for the tool takes no qualifying data. @returns TPMS_ATTEST and r ‖ s */
  async certify(object: ToolKey, by: ToolKey, data: Uint8Array): Promise<{ statement: Bytes; signature: Bytes }> {
    const password = joined(u32(0x4000_0009), new Uint8Array(5));
    const body = joined(
      ...[u32(object.handle), u32(by.handle), u32(2 * password.length), password, password],
      ...[sized(data), u16(0x18), u16(0x0b)],
    );
    writeFileSync(this.#file("command"), joined(u16(0x8002), u32(10 + body.length), u32(0x148), body));
    await this.#tool("send", ["-o", this.#file("answer"), this.#file("command")]);
    const reader = new StructureReader(this.#read("answer"));
    reader.bytes(6, "header");
    if (reader.u32("code") !== 0) throw new Error("the TPM did not certify");
    reader.u32("parameterSize");
    const statement = reader.sized(512, "statement");
    reader.u32("algorithms");
    return { statement, signature: joined(reader.sized(32, "r"), reader.sized(32, "s")) };
  }

  /** @throws where the credential is not for this TPM and that key */
  async open(key: ToolKey, credential: Uint8Array, encryptedSecret: Uint8Array): Promise<Bytes> {
    const session = this.#file("session");
    writeFileSync(this.#file("credential"), joined(u32(0xbadc_c0de), u32(1), credential, encryptedSecret));
    await this.#tool("startauthsession", ["--policy-session", "-S", session]);
    try {
      await this.#tool("policysecret", ["-S", session, "-c", "e"]);
      const files = ["-i", this.#file("credential"), "-o", this.#file("secret")];
      await this.#tool("activatecredential", [
        "-c",
        key.context,
        "-C",
        "0x81010001",
        "-P",
        `session:${session}`,
        ...files,
      ]);
    } finally {
      await this.#tool("flushcontext", [session]);
    }
    return this.#read("secret");
  }

  #signWith(context: string): Signer["sign"] {
    return async (header, payload) => {
      const head = encodeBase64url(new TextEncoder().encode(JSON.stringify(header)));
      const input = `${head}.${encodeBase64url(payload)}`;
      writeFileSync(this.#file("digest"), await sha256(input));
      const files = ["-o", this.#file("signature"), this.#file("digest")];
      await this.#tool("sign", ["-c", context, "-g", "sha256", "-s", "ecdsa", "-d", "-f", "tss", ...files]);
      const reader = new StructureReader(this.#read("signature"));
      reader.u32("algorithms");
      return `${input}.${encodeBase64url(joined(reader.sized(32, "r"), reader.sized(32, "s")))}`;
    };
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  #read(name: string): Bytes {
    return new Uint8Array(readFileSync(this.#file(name)));
  }

  /** Runs a tool and takes out what it leaves loaded: there is room for three objects. */
  async #tool(name: string, args: readonly string[]): Promise<void> {
    const env = { ...process.env, TPM2TOOLS_TCTI: this.#program.setting };
    await run(`tpm2_${name}`, [...(name === "send" ? [] : ["-Q"]), ...args], { env });
    if (name !== "flushcontext" && name !== "startauthsession") await run("tpm2_flushcontext", ["-t"], { env });
  }
}
