package com.example.linkviewer;

import javax.microedition.content.ActionNameMap;
import javax.microedition.content.ContentHandlerException;
import javax.microedition.content.Registry;

/** The types that the viewer takes over at run time, beside those of the descriptor. */
class TypeTable {
    private static final String[] TYPES = { "text/html", "application/vnd.wap.xhtml+xml" };
    private static final String[] SUFFIXES = { ".htm", ".html" };
    private static final String[] ACTIONS = { "open" };

    private TypeTable() {
    }

    static void register(String className) throws ContentHandlerException, ClassNotFoundException {
        Registry registry = Registry.getRegistry(className);
        ActionNameMap names = new ActionNameMap(ACTIONS, new String[] { "Open" }, "en");
        registry.register(className, TYPES, SUFFIXES, ACTIONS, new ActionNameMap[] { names },
                "com.example.linkviewer.html", null);
    }
}
