import type { ReactNode } from 'react';

/** Line drawings of 24 by 24 in the colour of the text; they decorate, the words beside them speak. */
const drawings = {
  overview: <path d="M4 20V10m5.3 10V4m5.4 16v-7M20 20V8" />,
  live: (
    <>
      <circle cx="12" cy="12" r="2.5" />
      <path d="M7.5 7.5a6.4 6.4 0 0 0 0 9m9 0a6.4 6.4 0 0 0 0-9M4.6 4.6a10.5 10.5 0 0 0 0 14.8m14.8 0a10.5 10.5 0 0 0 0-14.8" />
    </>
  ),
  explore: <path d="M3 17l5.5-6 4 3.5L20 6m0 0h-5m5 0v5" />,
  funnels: <path d="M3.5 5h17l-6.5 7.5V19l-4 1.5v-8z" />,
  retention: <path d="M4 4h4v4H4zm6 0h4v4h-4zm6 0h4v4h-4zM4 10h4v4H4zm6 0h4v4h-4zM4 16h4v4H4z" />,
  activeUsers: (
    <>
      <circle cx="8" cy="8" r="3.500" />
      <path d="M2 20c.5-4 2.800-6 6-6s5.500 2 6 6M15 12l3-6 2 4h2" />
    </>
  ),
  setUp: <path d="M8 7l-5 5 5 5m8-10l5 5-5 5M13.5 4l-3 16" />,
  flows: <path d="M3 6h4c7 0 7 12 14 12M3 18h4c3 0 4.700-2 6-4.500M14 9.500C15.300 7.300 17 6 21 6" />,
  users: (
    <>
      <circle cx="9" cy="8.500" r="3.500" />
      <path d="M2.500 20c.6-4 3.200-6 6.500-6s5.900 2 6.500 6M16 5.300a3.500 3.500 0 0 1 0 6.400M18.500 14.600c1.700.9 2.700 2.700 3 5.400" />
    </>
  ),
  boards: <path d="M4 4h7v9H4zm9 0h7v5h-7zM4 15h7v5H4zm9-4h7v9h-7z" />,
  segments: (
    <>
      <circle cx="9" cy="12" r="6" />
      <circle cx="15" cy="12" r="6" />
    </>
  ),
  sessions: (
    <>
      <circle cx="12" cy="12" r="8.500" />
      <path d="M12 7v5l3.500 2" />
    </>
  ),
  events: <path d="M8 6h13M8 12h13M8 18h13M3.500 6h.01M3.500 12h.01M3.500 18h.01" />,
  monetization: (
    <path d="M12 3v18M16.500 7.500C15.500 6 14 5.500 12 5.500c-2.500 0-4.500 1-4.500 3.200C7.500 13 17 10.800 17 15.300c0 2.200-2.200 3.200-5 3.200-2.300 0-4-.7-5-2.500" />
  ),
  versions: (
    <path d="M12 3l8.500 4.500L12 12 3.500 7.500zM3.500 12l8.500 4.500 8.500-4.500M3.500 16.500L12 21l8.500-4.500" />
  ),
  health: <path d="M3 12h4l2.500-7 5 14 2.500-7h4" />,
  calendar: <path d="M4 6.5h16V20H4zM4 11h16M8.5 3.5v5m7-5v5" />,
  compare: <path d="M8 4L4 8l4 4M4 8h12m0 4l4 4-4 4m4-4H8" />,
  filter: <path d="M4 6h16M7 12h10m-6.5 6h3" />,
  bookmark: <path d="M6.5 4h11v16.500L12 16l-5.500 4.500z" />,
  flag: <path d="M6 21V4h11l-2 4 2 4H6" />,
  close: <path d="M6 6l12 12M18 6L6 18" />,
  menu: <path d="M4 6.5h16M4 12h16M4 17.5h16" />,
  settings: (
    <>
      <circle cx="12" cy="12" r="3.2" />
      <path d="M12 3v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.1 2.1m8.6 8.6l2.1 2.1M5.6 18.4l2.1-2.1m8.6-8.6l2.1-2.1" />
    </>
  ),
  alerts: <path d="M6 17V11a6 6 0 0 1 12 0v6l1.500 1.500h-15zM10 20.500h4" />,
  share: <path d="M12 15V4m-4.500 4L12 3.500 16.500 8M6 12H4.500v8.500h15V12H18" />,
  check: <path d="M5 12.5l4.5 4.5L19 7.5" />,
  up: <path d="M12 19V5m-6 6l6-6 6 6" />,
  down: <path d="M12 5v14m-6-6l6 6 6-6" />,
  plus: <path d="M12 5v14M5 12h14" />,
  download: <path d="M12 4v11m-5-4.5l5 5 5-5M4.5 20h15" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {drawings[name]}
    </svg>
  );
}
