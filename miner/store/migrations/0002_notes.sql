-- What a reader should know about a document that was read: mended markup, pages without text,
-- a second copy that was left out (`kind` 'copy': `document_id` is that of the one kept).
CREATE TABLE notes (
    unit_key TEXT NOT NULL,
    path TEXT NOT NULL,
    document_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX notes_by_unit ON notes (unit_key);
CREATE INDEX notes_by_document ON notes (document_id);
