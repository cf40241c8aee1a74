import { button, element } from "./element.ts";
import { type EnrolmentShown, STANDINGS } from "./enrolments.ts";
import { hostOf, named, notice } from "./parts.ts";

/** Shows one enrolment: person, server, and what is missing. `allow` is called within the click. */
export function enrolmentCard(
  { set, standing }: EnrolmentShown,
  allow: () => void,
  ...more: readonly Node[]
): HTMLElement {
  return element(
    "article",
    { class: "card" },
    element(
      "div",
      { class: "card-title" },
      element("h2", {}, element("strong", {}, named(set.user.name)), ` at ${hostOf(set.issuer)}`),
      element("span", { class: "note standing" }, STANDINGS[standing]),
    ),
    ...missing(standing, allow),
    ...more,
  );
}

function missing(standing: EnrolmentShown["standing"], allow: () => void): readonly Node[] {
  switch (standing) {
    case "usable":
    case "on_hold": // the notice above all of them says why
      return [];
    case "not_allowed":
      return [
        element(
          "p",
          { class: "note" },
          "Your organisation's settings do not allow this server, so this enrolment approves nothing.",
        ),
      ];
    case "permission_missing":
      return [
        notice(
          "wait",
          element(
            "p",
            {},
            "Nearside may no longer reach this server or your command line, so no login can be approved.",
          ),
          button("plain", "Allow it again", allow),
        ),
      ];
    case "administrator":
      return [
        element(
          "p",
          { class: "note" },
          "Confirm the six words in your terminal if you have not yet. Then your administrator types them.",
        ),
      ];
    case "unfinished":
      return [
        element("p", { class: "note" }, "Click the Nearside icon on the enrolment page to go on, or start again."),
      ];
  }
}
