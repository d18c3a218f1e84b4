package com.example.vendorsms;

import com.samsung.util.SM;
import com.samsung.util.SMS;

/** The Samsung way: a message object and a static call. Loaded by name only. */
public class SamsungChannel implements SmsChannel {
    public void send(String number, String text) throws Exception {
        if (SMS.isSupported()) {
            SM message = new SM();
            message.setDestAddress(number);
            message.setData(text);
            SMS.send(message);
        }
    }
}
