import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority, type BlobTwist, inDays, type ListedModel, payloadOf } from "../../test/kit/metadata-authority.ts";
import { type Refresh, refreshMetadata } from "../protocol/passkeys/metadata/refresh-metadata.ts";
import type { DatabaseKind } from "./temporary-store.ts";
import { openTestServer, type TestServer } from "./test-server.ts";

/** The server trusts a metadata authority of the test's own, by a blob in a file. */
export interface MetadataStage {
  readonly server: TestServer;
  readonly authority: Authority;
  /** Writes a blob into the file. */
  write(blob: string): void;
  /** Publishes those models under that number, and makes the server read them. */
  publish(no: number, models: readonly ListedModel[], twist?: BlobTwist & { readonly days?: number }): Promise<Refresh>;
  close(): Promise<void>;
}

export async function openMetadataStage(more: {
  readonly database?: DatabaseKind;
  readonly acceptSyncedPasskeys?: boolean;
}): Promise<MetadataStage> {
  const folder = mkdtempSync(join(tmpdir(), "nearside-metadata-"));
  const [source, roots] = [join(folder, "blob.jwt"), join(folder, "roots.pem")];
  const authority = await Authority.root("Metadata Root");
  writeFileSync(roots, authority.pem);
  const server = await openTestServer({
    metadata: { source, roots, privateAddresses: false },
    policy: { acceptSyncedPasskeys: more.acceptSyncedPasskeys ?? false, requirePeer: "any", remoteHosts: "none" },
    ...(more.database === undefined ? {} : { database: more.database }),
  });
  const write = (blob: string) => writeFileSync(source, blob);
  return {
    server,
    authority,
    write,
    async publish(no, models, { days = 30, ...twist } = {}) {
      write(await authority.blob(payloadOf(no, inDays(server.services.clock(), days), models), twist));
      return refreshMetadata(server.services);
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
