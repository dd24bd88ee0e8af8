package dev.diptych.ingest.caption;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a drawing says of itself: the Dublin Core elements in its RDF metadata (W3C SVG 1.1, section 21; the layout is
 * Creative Commons'), and its own title and description where there are none. Elements are known by their names without
 * prefix. Reading ends with the metadata. No document type is processed and no entity is resolved but XML's own.
 *
 * @param columns those of {@link #COLUMNS} that are not empty
 */
public record SvgMetadata(Map<String, List<String>> columns) {
    /** {@code title}, {@code description}, {@code subject} (a list), {@code creator}, {@code license} (an address). */
    public static final List<String> COLUMNS = List.of("title", "description", "subject", "creator", "license");

    private static final Pattern ENCODING =
            Pattern.compile("^(?:\u00EF\u00BB\u00BF)?<\\?xml[^>]*encoding=[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");
    /** It has nothing more to say once the text is decoded, and the parser refuses versions such as "1". */
    private static final Pattern DECLARATION = Pattern.compile("^<\\?xml\\s[^>]*\\?>");

    private static final int MAX_DEPTH = 1000;
    private static final int MAX_TEXT = 1 << 16;
    private static final XMLInputFactory FACTORY = factory();

    /**
     * Reads the metadata of a drawing.
     *
     * @throws IngestException if it is no XML, up to the end of the metadata
     */
    public static SvgMetadata read(String source, byte[] file) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(text(file)));
            try {
                return new SvgMetadata(columns(reader));
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException e) {
            String actual = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
            throw new IngestException(
                    Reason.CORRUPT, source, IngestException.NO_OFFSET, actual + ", expected an SVG drawing", e);
        }
    }

    /** Decodes a drawing: by its byte-order mark, else as its first line says, else as UTF-8. */
    private static String text(byte[] file) {
        String start = new String(file, 0, Math.min(file.length, 200), StandardCharsets.ISO_8859_1);
        Charset charset = StandardCharsets.UTF_8;
        Matcher declared = ENCODING.matcher(start);
        if (start.startsWith("\u00FE\u00FF") || start.startsWith("\u00FF\u00FE")) {
            charset = StandardCharsets.UTF_16;
        } else if (declared.find() && Charset.isSupported(declared.group(1))) {
            charset = Charset.forName(declared.group(1));
        }
        String text = new String(file, charset);
        String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return DECLARATION.matcher(unmarked).replaceFirst("");
    }

    private static Map<String, List<String>> columns(XMLStreamReader reader) throws XMLStreamException {
        Map<String, List<String>> metadata = new LinkedHashMap<>();
        Map<String, List<String>> own = new LinkedHashMap<>();
        Deque<String> path = new ArrayDeque<>();
        StringBuilder text = new StringBuilder();
        boolean ended = false;
        while (!ended && reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = plain(reader.getLocalName());
                if (path.size() == MAX_DEPTH) {
                    throw new XMLStreamException("elements nested " + MAX_DEPTH + " deep");
                }
                if (name.equals("license") && isWork(path.peek())) {
                    add(metadata, name, resource(reader));
                }
                path.push(name);
                text.setLength(0);
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                if (text.length() < MAX_TEXT) {
                    text.append(reader.getText());
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                String name = path.pop();
                note(name, path, text.toString(), metadata, own);
                text.setLength(0);
                ended = name.equals("RDF") && !metadata.isEmpty();
            }
        }
        own.forEach(metadata::putIfAbsent);
        return metadata;
    }

    /** Notes the text of an element that has just ended, by the elements that it is in, the innermost first. */
    private static void note(
            String name,
            Deque<String> path,
            String text,
            Map<String, List<String>> metadata,
            Map<String, List<String>> own) {
        Iterator<String> outer = path.iterator();
        String parent = outer.hasNext() ? outer.next() : "";
        boolean named = name.equals("title") || name.equals("description");
        if (isWork(parent) && (named || name.equals("subject") || name.equals("creator"))) {
            add(metadata, name, text);
        } else if (name.equals("li") && within(path, "subject")) {
            add(metadata, "subject", text);
        } else if (name.equals("title") && parent.equals("Agent") && within(path, "creator")) {
            add(metadata, "creator", text);
        } else if (path.size() == 1 && name.equals("title")) {
            add(own, "title", text);
        } else if (path.size() == 1 && name.equals("desc")) {
            add(own, "description", text);
        }
    }

    private static boolean within(Deque<String> path, String element) {
        return path.stream().limit(3).anyMatch(element::equals);
    }

    private static boolean isWork(String element) {
        return "Work".equals(element) || "Description".equals(element);
    }

    private static void add(Map<String, List<String>> columns, String column, String text) {
        if (!text.isBlank()) {
            columns.computeIfAbsent(column, key -> new ArrayList<>()).add(text.strip());
        }
    }

    private static String resource(XMLStreamReader reader) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (plain(reader.getAttributeLocalName(i)).equals("resource")) {
                return reader.getAttributeValue(i);
            }
        }
        return "";
    }

    private static String plain(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        return factory;
    }
}
