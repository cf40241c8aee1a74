import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const ENDINGS = {
  approved: {
    title: "This login has been approved",
    lead: "It was decided before this page was opened. Go back to your terminal; you can close this page.",
    tone: "near",
    badge: "check",
    link: "joined",
  },
  denied: {
    title: "This login was denied",
    lead: "It was decided before this page was opened. Nothing was approved. To log in after all, start again in your terminal.",
    tone: "wait",
    badge: "cross",
    link: "open",
  },
  refused: {
    title: "This login was ended by your organisation",
    lead: "A rule, or a key that was revoked since, ended it. Nothing was approved. Ask your administrator.",
    tone: "alert",
    badge: "cross",
    link: "open",
  },
  too_late: {
    title: "It was approved before you denied it",
    lead: "It rested on your earlier approval, and went on by itself. Open your account, choose this login and say that it wasn't you: that ends all that came of it.",
    tone: "alert",
    badge: "alert",
    link: "joined",
  },
  unknown: {
    title: "This login has already been decided",
    lead: "Perhaps in another window. Look at your terminal: if it still waits, start the login again there.",
    tone: "wait",
    badge: "check",
    link: "open",
  },
} as const;

export function SettledView({ how }: { how: keyof typeof ENDINGS }) {
  const { title, lead, tone, badge, link } = ENDINGS[how];
  return (
    <Sheet
      tab="Already decided"
      title={title}
      picture={<Scene ground="shared" link={link} tone={tone} badge={badge} />}
      lead={lead}
    >
      {how === "too_late" ? (
        <p className="small-print">
          <a href="/account/logins">Your logins</a>
        </p>
      ) : null}
    </Sheet>
  );
}
