// Draws text objects: plain_text as it is, mrkdwn by this page's own parser.
import { useMemo, type ReactNode } from "react";
import { canDrawEmoji, emojiOf, emojiParts, keycaps } from "./emoji";
import { decode, parse, type Node } from "./mrkdwn";
import { safeLink } from "./safe";
import { useSurface, type Surface } from "./surface";
import type { Text } from "./types";

export function Emoji({ name }: { name: string }) {
  const cap = keycaps[name];
  if (cap) return <span className="keycap" role="img" aria-label={`:${name}:`}>{cap}</span>;
  const char = canDrawEmoji() ? emojiOf(name) : null;
  return char ? <span className="emoji" role="img" aria-label={`:${name}:`}>{char}</span> : <>{`:${name}:`}</>;
}

/** Text with the emoji that stand in it as characters. */
function Chars({ text }: { text: string }) {
  const parts = emojiParts(text);
  return (
    <>
      {parts.map((part, index) => {
        if ("text" in part) return part.text;
        if ("cap" in part) return <span key={index} className="keycap" role="img" aria-label={part.cap}>{part.cap}</span>;
        return <span key={index} className="emoji-name">:{part.name}:</span>;
      })}
    </>
  );
}

export function Outside({ url, children, className }: { url: unknown; children: ReactNode; className?: string }) {
  const href = safeLink(url);
  if (href === null) return <>{children}</>;
  return <a href={href} target="_blank" rel="noopener noreferrer" className={className}>{children}</a>;
}

function dated(seconds: number, format: string, lang: string): string {
  const date = new Date(seconds * 1000);
  const show = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(lang, options).format(date);
  return format
    .replace(/\{date_num\}/g, date.toISOString().slice(0, 10))
    .replace(/\{date_long(_pretty)?\}/g, show({ weekday: "long", day: "numeric", month: "long", year: "numeric" }))
    .replace(/\{date_short(_pretty)?\}/g, show({ day: "numeric", month: "short", year: "numeric" }))
    .replace(/\{date(_pretty)?\}/g, show({ day: "numeric", month: "long", year: "numeric" }))
    .replace(/\{time_secs\}/g, show({ timeStyle: "medium" }))
    .replace(/\{time\}/g, show({ timeStyle: "short" }))
    .replace(/\{ago\}/g, show({ dateStyle: "medium", timeStyle: "short" }));
}

export function personName(surface: Pick<Surface, "people">, id: string, label: string | null): string {
  const person = surface.people.find((one) => one.id === id);
  return person?.real_name || person?.name || label || id;
}

function draw(nodes: Node[], surface: Surface): ReactNode[] {
  return nodes.map((node, index) => {
    switch (node.kind) {
      case "text":
        return <Chars key={index} text={node.text} />;
      case "break":
        return <br key={index} />;
      case "bold":
        return <strong key={index}>{draw(node.children, surface)}</strong>;
      case "italic":
        return <em key={index}>{draw(node.children, surface)}</em>;
      case "strike":
        return <s key={index}>{draw(node.children, surface)}</s>;
      case "quote":
        return <blockquote key={index}>{draw(node.children, surface)}</blockquote>;
      case "code":
        return <code key={index}>{node.text}</code>;
      case "pre":
        return <pre key={index} tabIndex={0}>{node.text}</pre>;
      case "emoji":
        return <Emoji key={index} name={node.name} />;
      case "link":
        return <Outside key={index} url={node.url}>{draw(node.children, surface)}</Outside>;
      case "user":
        return <span key={index} className="mention">@{personName(surface, node.id, node.label)}</span>;
      case "channel": {
        const channel = surface.channels.find((one) => one.id === node.id);
        return <span key={index} className="mention">#{channel?.name ?? node.label ?? node.id}</span>;
      }
      case "group":
      case "special":
        return <span key={index} className="mention mention-all">{node.label ?? `@${node.id}`}</span>;
      case "date": {
        const shown = dated(node.seconds, node.format, surface.lang) || node.fallback;
        const time = <time dateTime={new Date(node.seconds * 1000).toISOString()}>{shown}</time>;
        return node.link ? <Outside key={index} url={node.link}>{time}</Outside> : <span key={index}>{time}</span>;
      }
    }
  });
}

/** plain_text still knows emoji names, and Slack's client undoes the three entities. */
function drawPlain(text: string): ReactNode[] {
  return text.split(/(:[a-z0-9_+'-]+(?:::skin-tone-\d)?:)/).map((part, index) =>
    index % 2 === 1 && emojiOf(part.slice(1, -1)) ? <Emoji key={index} name={part.slice(1, -1)} /> : <Chars key={index} text={decode(part)} />,
  );
}

export function Txt({ of }: { of: Text | string | undefined | null }) {
  const surface = useSurface();
  const source = typeof of === "string" ? of : (of?.text ?? "");
  const markdown = typeof of === "object" && of !== null && of.type === "mrkdwn";
  const verbatim = typeof of === "object" && of !== null && of.verbatim === true;
  const nodes = useMemo(() => (markdown ? parse(source, verbatim) : null), [source, markdown, verbatim]);
  return <span className="txt" dir="auto">{nodes ? draw(nodes, surface) : drawPlain(source)}</span>;
}

export function Mrkdwn({ text }: { text: string }) {
  return <Txt of={{ type: "mrkdwn", text }} />;
}

/** A mrkdwn text as it would be read aloud. */
export function spoken(text: string): string {
  const flat = (nodes: Node[]): string =>
    nodes
      .map((node) => {
        if ("children" in node) return flat(node.children);
        if ("text" in node) return node.text;
        if (node.kind === "date") return node.fallback;
        return "label" in node ? (node.label ?? "") : " ";
      })
      .join("");
  return flat(parse(text)).replace(/\s+/g, " ").trim();
}

/** Text for a label, a title or a tooltip: no markup. */
export function plain(of: Text | string | undefined | null): string {
  const source = typeof of === "string" ? of : (of?.text ?? "");
  return source
    .split(/(:[a-z0-9_+'-]+(?:::skin-tone-\d)?:)/)
    .map((part, index) => (index % 2 === 1 ? (emojiOf(part.slice(1, -1)) ?? part) : decode(part)))
    .join("");
}
