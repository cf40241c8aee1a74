import { issuerSchema } from "@nearside/shared/claims.ts";
import { parseUrl } from "@nearside/shared/encoding/parse-url.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { enrolmentOfPage } from "../enrolment/enrolment-page.ts";
import { type EnrolmentServices, showWindow } from "./enrol.ts";

/**
 * Handles a click on the icon over a page. On an enrolment page the click is what lets the page ask to enrol, for this
 * one enrolment in this tab (protocol §3.3); `activeTab` lets the bridge in, once, whether the issuer is known or not.
 * An approval page that waits for the extension, or for a permission, tries again.
 */
export async function iconClicked(
  { tab, url }: { readonly tab: number; readonly url: string },
  services: Pick<EnrolmentServices, "session" | "bridges" | "openWindow">,
): Promise<"bridged" | "not_bridged" | "other_page"> {
  const { session, bridges } = services;
  const page = enrolmentOfPage(url);
  if (page === undefined) {
    if (isApprovalPage(url)) await bridges.inject(tab);
    return "other_page";
  }
  await session.clicks.keep(String(tab), page);
  await showWindow(page.enrolment, services);
  return (await bridges.inject(tab)) ? "bridged" : "not_bridged";
}

function isApprovalPage(url: string): boolean {
  const page = parseUrl(url);
  if (page === undefined) return false;
  const { origin, pathname } = page;
  const [, folder, id, ...rest] = pathname.split("/");
  return folder === "approve" && rest.length === 0 && v.is(requestIdSchema, id) && v.is(issuerSchema, origin);
}
