import { type Client, NO_EXCHANGE, type ResourceServer } from "../../platform/config/clients/client.ts";
import type { Lifetimes } from "../../platform/config/clients/token-lifetimes.ts";

/** Describes a client of either kind as one list of its permissions, for a page or the log. */
interface DescribedClient {
  readonly scopes: string[];
  readonly resources: string[];
  /** RFC 9396; null: any. */
  readonly detail_types: string[] | null;
  readonly redirect_uris: string[];
  /** The programs that may listen there, if it logs in by a redirect: any where it is empty. Null if it does not. */
  readonly executables: string[] | null;
  /** Seconds; null of an API. */
  readonly lifetimes: Lifetimes | null;
  readonly exchange: { readonly resources: string[]; readonly scopes: string[] };
}

export const describedClient = (client: Client): DescribedClient =>
  client.kind === "command_line"
    ? {
        scopes: [...client.scopes],
        resources: [...client.resources],
        detail_types: client.detailTypes === undefined ? null : [...client.detailTypes],
        redirect_uris: [...client.redirectUris],
        executables: client.redirectGrant === undefined ? null : [...client.redirectGrant.executables],
        lifetimes: { access_token: client.accessTokenSeconds, refresh_token: client.refreshTokenSeconds },
        exchange: listed(NO_EXCHANGE),
      }
    : {
        scopes: [],
        resources: [...client.resources],
        detail_types: null,
        redirect_uris: [],
        executables: null,
        lifetimes: null,
        exchange: listed(client.exchange),
      };

const listed = ({ resources, scopes }: ResourceServer["exchange"]): DescribedClient["exchange"] => ({
  resources: [...resources],
  scopes: [...scopes],
});
