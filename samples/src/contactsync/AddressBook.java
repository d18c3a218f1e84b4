package com.example.contactsync;

import java.util.Enumeration;
import java.util.Vector;
import javax.microedition.pim.Contact;
import javax.microedition.pim.ContactList;
import javax.microedition.pim.PIM;
import javax.microedition.pim.PIMException;

/** Names and numbers of every contact list of the phone. */
class AddressBook {
    private AddressBook() {
    }

    static String[] lines() throws PIMException {
        Vector lines = new Vector();
        String[] names = PIM.getInstance().listPIMLists(PIM.CONTACT_LIST);
        for (int i = 0; i < names.length; i++) {
            ContactList list = (ContactList) PIM.getInstance().openPIMList(PIM.CONTACT_LIST, PIM.READ_ONLY, names[i]);
            for (Enumeration items = list.items(); items.hasMoreElements();) {
                Contact contact = (Contact) items.nextElement();
                StringBuffer line = new StringBuffer();
                if (contact.countValues(Contact.FORMATTED_NAME) > 0) {
                    line.append(contact.getString(Contact.FORMATTED_NAME, 0));
                }
                for (int n = 0; n < contact.countValues(Contact.TEL); n++) {
                    line.append(';').append(contact.getString(Contact.TEL, n));
                }
                lines.addElement(line.toString());
            }
            list.close();
        }
        String[] all = new String[lines.size()];
        lines.copyInto(all);
        return all;
    }
}
