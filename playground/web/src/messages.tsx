// A conversation: its messages, their reactions, their files, and the button that adds a reaction.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { api } from "./api";
import { Blocks } from "./blocks";
import { offered } from "./emoji";
import { Clip, Eye } from "./icons";
import { Emoji, Mrkdwn, spoken } from "./text";
import { safeLink, safePicture } from "./safe";
import { SurfaceContext, type Surface } from "./surface";
import type { Action, ElementState, Message, Person, StateValues } from "./types";

export type Base = Omit<Surface, "act" | "held" | "hold" | "busy">;

export function Avatar({ person, small = false }: { person: Person | undefined; small?: boolean }) {
  const name = person?.real_name || person?.name || "?";
  const initials = name.split(/[\s-]+/).map((part) => [...part][0] ?? "").slice(0, 2).join("").toUpperCase();
  const color = /^#[0-9a-f]{6}$/i.test(person?.color ?? "") ? person!.color : "#5b5b66";
  return <span className={small ? "avatar avatar-small" : "avatar"} style={{ backgroundColor: color, color: inkOn(color) }} aria-hidden="true">{initials}</span>;
}

/** Black or white, whichever reads better on a colour (WCAG's relative luminance). */
function inkOn(color: string): string {
  const channel = (at: number) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) > 0.179 ? "#16161a" : "#ffffff";
}

function EmojiPicker({ surface, below, onPick, onClose }: { surface: Base; below: boolean; onPick: (name: string) => void; onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [name, setName] = useState("");
  useEffect(() => {
    box.current?.querySelector("button")?.focus();
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as globalThis.Node)) onClose();
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, []);
  return (
    <div className={below ? "emoji-picker emoji-picker-below" : "emoji-picker"} role="dialog" aria-label={surface.say("chooseEmoji")} ref={box} data-testid="emoji-picker"
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          onClose();
        }
      }}>
      <div className="emoji-grid">
        {offered.map((one) => <button key={one} type="button" data-name={one} aria-label={`:${one}:`} title={`:${one}:`} onClick={() => onPick(one)}><Emoji name={one} /></button>)}
      </div>
      <form onSubmit={(event) => {
        event.preventDefault();
        const wanted = name.trim().replace(/^:|:$/g, "");
        if (wanted) onPick(wanted);
      }}>
        <input className="field" aria-label={surface.say("emojiName")} placeholder=":newspaper:" value={name} onChange={(event) => setName(event.target.value)} />
        <button type="submit" className="btn">{surface.say("add")}</button>
      </form>
    </div>
  );
}

/** How many pixels of the scrolled pane are above an element: a picker that opens upwards needs them. */
function roomAbove(element: HTMLElement | null): number {
  const pane = element?.closest(".scroll");
  return element && pane ? element.getBoundingClientRect().top - pane.getBoundingClientRect().top : Infinity;
}

type MessageProps = { message: Message; me: string; channel: string; base: Base; toast: (sentence: string) => void };

function MessageItem({ message, me, channel, base, toast }: MessageProps) {
  const { say, people, lang } = base;
  const [values, setValues] = useState<StateValues>({});
  const [picking, setPicking] = useState(false);
  const adder = useRef<HTMLButtonElement>(null);
  const author = people.find((one) => one.id === message.user);
  const name = author?.real_name || author?.name || message.user;
  const date = new Date(Number(message.ts) * 1000);
  const tell = (answer: { ok: boolean; error?: string }) => {
    if (!answer.ok) toast(answer.error || say("network"));
  };
  const surface: Surface = {
    ...base,
    files: message.files ?? [],
    busy: false,
    act: (action: Action) => void api.act(me, { type: "message", channel, ts: message.ts }, action).then(tell),
    held: (block_id, action_id) => values[block_id]?.[action_id],
    hold: (block_id: string, action_id: string, state: ElementState) =>
      setValues((all) => ({ ...all, [block_id]: { ...all[block_id], [action_id]: state } })),
  };
  const react = (emoji: string, on: boolean) => void api.react(me, channel, message.ts, emoji, on).then(tell);
  const closePicker = () => {
    setPicking(false);
    adder.current?.focus();
  };
  const classes = ["message", message.ephemeral ? "message-ephemeral" : "", message.thread_ts && message.thread_ts !== message.ts ? "message-reply" : ""];
  return (
    <li className={classes.join(" ")} data-testid="message" data-ts={message.ts} data-user={message.user} data-ephemeral={message.ephemeral || undefined}>
      <Avatar person={author} />
      <article className="message-main" aria-label={say("message", { who: name })}>
        {message.ephemeral && <p className="only-you"><Eye />{say("onlyYou")}</p>}
        <p className="message-head">
          <strong className="message-name" dir="auto">{name}</strong>
          {author?.is_bot && <span className="badge">{say("app")}</span>}
          <time dateTime={date.toISOString()} title={date.toLocaleString(lang)}>{date.toLocaleTimeString(lang, { hour: lang === "fr" ? "2-digit" : "numeric", minute: "2-digit" })}</time>
          {message.thread_ts && message.thread_ts !== message.ts && <span className="note">{say("inThread")}</span>}
          {message.edited && <span className="note" data-testid="edited">{say("edited")}</span>}
        </p>
        <SurfaceContext.Provider value={surface}>
          {message.blocks && message.blocks.length > 0 ? <Blocks blocks={message.blocks} /> : <div className="message-text"><Mrkdwn text={message.text ?? ""} /></div>}
          {(message.files ?? []).length > 0 && (
            <ul className="files">
              {message.files.map((file) => {
                const source = safePicture(file.url);
                const label = file.alt_txt || file.name;
                return (
                  <li key={file.id} data-testid="file">
                    {source && file.mimetype.startsWith("image/")
                      ? <figure className="figure"><img className="figure-image" src={source} alt={label} loading="lazy" /><figcaption>{file.name}</figcaption></figure>
                      : <a className="file" href={safeLink(new URL(file.url, location.href).href) ?? undefined} target="_blank" rel="noopener noreferrer"><Clip />{file.name}</a>}
                  </li>
                );
              })}
            </ul>
          )}
        </SurfaceContext.Provider>
        {!message.ephemeral && (
          <div className="reactions">
            {(message.reactions ?? []).filter((one) => one.users.length > 0).map((one) => {
              const mine = one.users.includes(me);
              const who = one.users.map((id) => people.find((person) => person.id === id)?.real_name ?? id).join(", ");
              const hint = `${say("reactedWith", { who, name: `:${one.name}:` })} — ${say(mine ? "removeMine" : "addMine")}`;
              return (
                <button key={one.name} type="button" className="reaction" aria-pressed={mine} title={hint} aria-label={`:${one.name}: ${one.users.length}. ${hint}`}
                  data-testid="reaction" data-name={one.name} data-count={one.users.length} onClick={() => react(one.name, !mine)}>
                  <span aria-hidden="true"><Emoji name={one.name} /></span> <span>{one.users.length}</span>
                </button>
              );
            })}
            <span className="adder">
              <button type="button" ref={adder} className="reaction reaction-add" aria-label={say("addReaction")} title={say("addReaction")} aria-haspopup="dialog" aria-expanded={picking}
                data-testid="add-reaction" onClick={() => setPicking(!picking)}>
                <span aria-hidden="true">☺+</span>
              </button>
              {picking && <EmojiPicker surface={base} below={roomAbove(adder.current) < 300} onClose={closePicker} onPick={(emoji) => {
                react(emoji, true);
                closePicker();
              }} />}
            </span>
          </div>
        )}
      </article>
    </li>
  );
}

export function Messages({ messages, me, channel, base, toast }: { messages: Message[]; me: string; channel: string; base: Base; toast: (sentence: string) => void }) {
  const { say, lang } = base;
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const seen = useRef<{ place: string; ts: Set<string> }>({ place: "", ts: new Set() });
  const [news, setNews] = useState("");
  const place = `${me}/${channel}`;

  useEffect(() => {
    const known = seen.current.place === place ? seen.current.ts : null;
    const fresh = known ? messages.filter((message) => !known.has(message.ts) && message.user !== me) : [];
    const last = fresh[fresh.length - 1];
    if (last) {
      const author = base.people.find((one) => one.id === last.user);
      setNews(say("newMessage", { who: author?.real_name ?? last.user, text: spoken(last.text).slice(0, 300) }));
    }
    seen.current = { place, ts: new Set(messages.map((message) => message.ts)) };
  }, [messages, place]);

  useEffect(() => {
    atEnd.current = true;
  }, [place]);
  useEffect(() => {
    // A permalink names its message: go there once, then let the reader be.
    const ts = /^#[CGD]\w+\/([\d.]+)$/.exec(location.hash)?.[1];
    const target = ts && list.current?.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    if (!target) return;
    atEnd.current = false;
    target.scrollIntoView({ block: "center" });
    target.classList.add("message-called");
    history.replaceState(null, "", location.pathname + location.search);
  }, [messages]);
  // What is new is shown: at the end where the reader was, and always when it answers them. A message taller than the
  // pane is read from its top, as Slack does. A reaction's count moves nothing.
  const shown = useRef("");
  useLayoutEffect(() => {
    const box = list.current;
    const newest = messages[messages.length - 1];
    const key = `${place}|${newest?.ts ?? ""}${newest?.ephemeral ? "-e" : ""}`;
    if (!box || key === shown.current) return;
    const arrived = !shown.current.startsWith(`${place}|`);
    shown.current = key;
    if (!atEnd.current && !arrived && !newest?.ephemeral) return;
    const last = box.querySelector<HTMLElement>(".message-list > li:last-child");
    box.scrollTop = last && last.offsetHeight > box.clientHeight ? Math.max(0, last.offsetTop - 30) : box.scrollHeight;
  }, [messages, place]);

  let day = "";
  return (
    <div className="scroll" ref={list} tabIndex={0} data-testid="messages"
      onScroll={(event) => {
        const box = event.currentTarget;
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
      }}>
      <p className="sr" aria-live="polite" data-testid="live">{news}</p>
      {messages.length === 0 && <p className="empty">{say("channelEmpty")}</p>}
      <ol className="message-list">
        {messages.flatMap((message) => {
          const date = new Date(Number(message.ts) * 1000).toLocaleDateString(lang, { weekday: "long", day: "numeric", month: "long" });
          const line = date === day ? [] : [<li key={`day-${message.ts}`} className="day"><span>{date}</span></li>];
          day = date;
          return [...line, <MessageItem key={message.ts + (message.ephemeral ? "-e" : "")} message={message} me={me} channel={channel} base={base} toast={toast} />];
        })}
      </ol>
    </div>
  );
}
