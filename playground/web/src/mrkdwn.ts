// Slack's mrkdwn as a tree. slack-blocks-to-jsx undoes &lt; before it parses, so that an escaped <!channel> would
// look like a real mention here though Slack shows it as text: so this page parses text itself, entities last.

export type Node =
  | { kind: "text"; text: string }
  | { kind: "break" }
  | { kind: "bold" | "italic" | "strike" | "quote"; children: Node[] }
  | { kind: "code" | "pre"; text: string }
  | { kind: "emoji"; name: string }
  | { kind: "link"; url: string; children: Node[] }
  | { kind: "user" | "channel" | "group" | "special"; id: string; label: string | null }
  | { kind: "date"; seconds: number; format: string; link: string | null; fallback: string };

export function decode(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

const marks: Record<string, "bold" | "italic" | "strike"> = { "*": "bold", _: "italic", "~": "strike" };
const wordChar = /[\p{L}\p{N}]/u;

/** Parses a mrkdwn text; with `verbatim`, bare addresses stay text. */
export function parse(source: string, verbatim = false): Node[] {
  const nodes: Node[] = [];
  source.split(/```/).forEach((part, index, all) => {
    // An odd number of fences leaves the last one as plain text.
    if (index % 2 === 1 && index < all.length - 1) nodes.push({ kind: "pre", text: decode(part.replace(/^\n|\n$/g, "")) });
    else nodes.push(...lines(index % 2 === 1 ? "```" + part : part, verbatim));
  });
  return nodes;
}

function lines(source: string, verbatim: boolean): Node[] {
  const nodes: Node[] = [];
  let quote: Node[] | null = null;
  source.split("\n").forEach((line, index) => {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (quoted) {
      if (quote === null) {
        quote = [];
        nodes.push({ kind: "quote", children: quote });
      } else quote.push({ kind: "break" });
      quote.push(...inline(quoted[1] ?? "", verbatim));
      return;
    }
    if (index > 0 && quote === null) nodes.push({ kind: "break" });
    quote = null;
    nodes.push(...inline(line, verbatim));
  });
  return nodes;
}

function inline(source: string, verbatim: boolean): Node[] {
  const nodes: Node[] = [];
  let text = "";
  const flush = () => {
    if (text) nodes.push({ kind: "text", text: decode(text) });
    text = "";
  };
  let at = 0;
  while (at < source.length) {
    const char = source[at]!;
    const rest = source.slice(at, at + 4096);
    const before = at > 0 ? source[at - 1]! : "";
    if (char === "<") {
      const match = /^<([^<>\n]+)>/.exec(rest);
      const node = match ? angle(match[1]!) : null;
      if (match && node) {
        flush();
        nodes.push(node);
        at += match[0].length;
        continue;
      }
    } else if (char === "`") {
      const match = /^`([^`\n]+)`/.exec(rest);
      if (match) {
        flush();
        nodes.push({ kind: "code", text: decode(match[1]!.replace(/<([^<>|]+)(?:\|([^<>]+))?>/g, (_, url, label) => label ?? url)) });
        at += match[0].length;
        continue;
      }
    } else if (char === ":") {
      const match = /^:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/.exec(rest);
      if (match) {
        flush();
        nodes.push({ kind: "emoji", name: match[1]! });
        at += match[0].length;
        continue;
      }
    } else if (char in marks && !wordChar.test(before) && before !== char) {
      const end = closing(source, at, char);
      if (end > 0) {
        flush();
        nodes.push({ kind: marks[char]!, children: inline(source.slice(at + 1, end), verbatim) });
        at = end + 1;
        continue;
      }
    } else if (!verbatim && char === "h" && !wordChar.test(before)) {
      const match = /^https?:\/\/(?:(?!&[lg]t;)[^\s<>|])*(?!&[lg]t;)[^\s<>|.,;:!?)'"\]*_~]/.exec(rest);
      if (match) {
        flush();
        nodes.push({ kind: "link", url: decode(match[0]), children: [{ kind: "text", text: decode(match[0]) }] });
        at += match[0].length;
        continue;
      }
    }
    text += char;
    at += 1;
  }
  flush();
  return nodes;
}

/** Where the mark opened at `from` closes on its line, or -1. Marks inside <…> do not count. */
function closing(source: string, from: number, mark: string): number {
  const first = source[from + 1];
  if (first === undefined || /\s/.test(first) || first === mark) return -1;
  let angled = false;
  for (let at = from + 1; at < source.length; at += 1) {
    const char = source[at]!;
    if (char === "<") angled = true;
    else if (char === ">") angled = false;
    else if (char === mark && !angled && at > from + 1) {
      const before = source[at - 1]!;
      const after = source[at + 1] ?? "";
      if (!/\s/.test(before) && !wordChar.test(after) && after !== mark) return at;
    }
  }
  return -1;
}

function angle(inside: string): Node | null {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : inside.slice(bar + 1);
  if (/^@[UWB]/.test(target)) return { kind: "user", id: target.slice(1), label: label && decode(label) };
  if (/^#[CGD]/.test(target)) return { kind: "channel", id: target.slice(1), label: label && decode(label) };
  if (target.startsWith("!subteam^")) return { kind: "group", id: target.slice(9), label: label && decode(label) };
  const date = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target);
  if (date) {
    return { kind: "date", seconds: Number(date[1]), format: date[2]!, link: date[3] ?? null, fallback: decode(label ?? "") };
  }
  if (target.startsWith("!")) return { kind: "special", id: target.slice(1).split("^")[0]!, label: label && decode(label) };
  if (/^(https?:\/\/|mailto:)/i.test(target)) {
    const children = label === null ? [{ kind: "text", text: decode(target) } as Node] : inlineNoLinks(label);
    return { kind: "link", url: decode(target), children };
  }
  return null;
}

function inlineNoLinks(label: string): Node[] {
  return inline(label, true).map((node) => (node.kind === "link" ? { kind: "text", text: node.url } : node));
}
