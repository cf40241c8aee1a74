import type { Policy } from "../policy/policy.ts";
import { texts } from "../texts/pages.ts";
import { element } from "./element.ts";
import { exact, notice, rows } from "./parts.ts";

// The settings of the organisation that manages this browser, as people read them.

/** While the settings are unread: why nothing is approved, and what to do. */
export function settingsNotice(policy: Policy): readonly HTMLElement[] {
  switch (policy.state) {
    case "none":
    case "set":
      return [];
    case "unread":
      return [
        notice(
          "wait",
          element("h2", {}, texts.organisation.unread.title),
          element("p", {}, texts.organisation.unread.says),
        ),
      ];
    case "unreadable":
      return [
        notice(
          "alert",
          element("h2", {}, texts.organisation.unreadable.title),
          element("p", {}, texts.organisation.unreadable.says),
        ),
      ];
  }
}

/** The settings in a word, for the popup. */
export function settingsNote(policy: Policy): readonly HTMLElement[] {
  if (policy.state !== "set" || policy.allowOtherIssuers) return [];
  const servers = policy.issuers.map((issuer) => new URL(issuer).host);
  const title = element("strong", {}, texts.organisation.title);
  const says =
    servers.length === 0
      ? texts.organisation.approvesNone<Node>({ title })
      : texts.organisation.approvesAt<Node>({ title, servers });
  return [element("p", { class: "note" }, ...says)];
}

/** The settings in full, for the options page. */
export function settingsCard(policy: Policy): readonly HTMLElement[] {
  if (policy.state !== "set") return [];
  const { issuers, allowOtherIssuers, allowRemoval } = policy;
  const servers = issuers.map((issuer) => element("li", {}, exact(issuer)));
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, element("strong", {}, texts.organisation.title)),
      rows([
        [texts.organisation.servers, servers.length === 0 ? texts.organisation.none : element("ul", {}, ...servers)],
        [
          texts.organisation.others,
          allowOtherIssuers ? texts.organisation.allowed : texts.organisation.othersNotAllowed,
        ],
        [texts.organisation.removal, allowRemoval ? texts.organisation.allowed : texts.organisation.notRemovable],
      ]),
    ),
  ];
}
