// The few signs of the page that no font can be trusted to have.

export function Eye() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <circle cx="8" cy="8" r="2.1" fill="currentColor" />
    </svg>
  );
}

export function Clip() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M4 1.5h5.5L13 5v9.5H4zM9 1.8V5.5h3.7" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
    </svg>
  );
}

export function Bin() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
    </svg>
  );
}

export function Thumb({ down = false }: { down?: boolean }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" style={down ? { transform: "rotate(180deg)" } : undefined}>
      <path d="M2 7.5h2.5v6H2zM4.5 7.5 7.5 2c1 0 1.6.8 1.4 1.8L8.5 6.5h4c.8 0 1.3.7 1.1 1.5l-1.1 4.5c-.1.6-.6 1-1.2 1H4.5" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
    </svg>
  );
}
