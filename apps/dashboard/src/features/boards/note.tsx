import Markdown from 'react-markdown';

/** Markdown as elements of the page: HTML in it stays text, images are left out, and links lead outside by http alone. */
export function Note({ text }: { readonly text: string }) {
  return (
    <div className="board-note">
      <Markdown
        disallowedElements={['img']}
        components={{
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
              {children}
            </a>
          ),
          // The page has an h1, and the board an h2.
          h1: ({ children }) => <h3>{children}</h3>,
          h2: ({ children }) => <h3>{children}</h3>,
        }}
      >
        {text}
      </Markdown>
    </div>
  );
}
